namespace OrleansCommerce.Domain.Locations;

/// <summary>A time of the local day as <c>HH:mm</c>, counted in minutes since 00:00.</summary>
public static class MinuteOfDay
{
    /// <summary>Null: it is no such time. <c>24:00</c> is one where it ends a day.</summary>
    public static int? Parse(string text, bool mayEndDay = false)
    {
        if (text is not { Length: 5 } || text[2] != ':' || !AreDigits(text[0], text[1]) || !AreDigits(text[3], text[4]))
        {
            return null;
        }

        var minute = (Number(text[0], text[1]) * 60) + Number(text[3], text[4]);
        var isTime = text[3] < '6' && (minute < LocationLimits.DayMinutes || (mayEndDay && minute == LocationLimits.DayMinutes));
        return isTime ? minute : null;
    }

    private static bool AreDigits(char tens, char ones) => char.IsAsciiDigit(tens) && char.IsAsciiDigit(ones);

    private static int Number(char tens, char ones) => ((tens - '0') * 10) + (ones - '0');
}
