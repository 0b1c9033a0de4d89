using System.Text.Json;
using OrleansCommerce.Server.Http.Registers;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class LocationRulesTests
{
    [Theory]
    [InlineData("name", "\"\"", "name")]
    [InlineData("name", "null", "name")]
    [InlineData("kind", "\"Store\"", "kind")]
    [InlineData("kind", "null", "kind")]
    [InlineData("latitude", "90.0001", "latitude")]
    [InlineData("latitude", "-90.0001", "latitude")]
    [InlineData("latitude", "1e400", "latitude")]
    [InlineData("latitude", "null", "latitude")]
    [InlineData("longitude", "180.0001", "longitude")]
    [InlineData("longitude", "-180.0001", "longitude")]
    [InlineData("timeZone", "\"Mars/Olympus\"", "timeZone")]
    [InlineData("timeZone", "\"../../../etc/passwd\"", "timeZone")]
    [InlineData("timeZone", "\"/etc/passwd\"", "timeZone")]
    [InlineData("timeZone", "\"\"", "timeZone")]
    [InlineData("timeZone", "null", "timeZone")]
    [InlineData("cutOff", "\"24:00\"", "cutOff")]
    [InlineData("cutOff", "\"9:00\"", "cutOff")]
    [InlineData("slotMinutes", "4", "slotMinutes")]
    [InlineData("slotMinutes", "1441", "slotMinutes")]
    [InlineData("pickCapacityPerSlot", "-1", "pickCapacityPerSlot")]
    [InlineData("pickCapacityPerSlot", "100001", "pickCapacityPerSlot")]
    [InlineData("pickLeadMinutes", "-1", "pickLeadMinutes")]
    [InlineData("pickLeadMinutes", "10081", "pickLeadMinutes")]
    [InlineData("services", "[null]", "services[0]")]
    [InlineData("services", "[\"a\\u001bb\"]", "services[0]")]
    [InlineData("carriers", "[\"\"]", "carriers[0]")]
    [InlineData("holidays", "[\"2026-02-30\"]", "holidays[0]")]
    [InlineData("holidays", "[null]", "holidays[0]")]
    [InlineData("hours", "[null]", "hours[0]")]
    [InlineData("hours", """[{"days":[],"open":"09:00","close":"10:00"}]""", "hours[0].days")]
    [InlineData("hours", """[{"days":["mon","mon"],"open":"09:00","close":"10:00"}]""", "hours[0].days[1]")]
    [InlineData("hours", """[{"days":["Mon"],"open":"09:00","close":"10:00"}]""", "hours[0].days[0]")]
    [InlineData("hours", """[{"days":["mon"],"open":"10:00","close":"10:00"}]""", "hours[0].close")]
    [InlineData("hours", """[{"days":["mon"],"open":"09:00"}]""", "hours[0].close")]
    [InlineData("hours", """[{"days":["mon"],"open":"09:00","close":"18:00"},{"days":["mon"],"open":"17:00","close":"20:00"}]""", "hours[1]")]
    [InlineData("services", "[\"sauna\"]", "services[0]")]
    public void Read_OneWrongField_IsTheOneNamed(string field, string value, string named)
    {
        Assert.Null(LocationRules.Read(With(field, value), out var problem));
        Assert.Equal([named], problem!.Errors!.Keys);
    }

    [Theory]
    [InlineData("latitude", "90")]
    [InlineData("latitude", "-90")]
    [InlineData("longitude", "180")]
    [InlineData("longitude", "-180")]
    [InlineData("timeZone", "\"UTC\"")]
    [InlineData("timeZone", "\"America/Argentina/Buenos_Aires\"")]
    [InlineData("cutOff", "\"00:00\"")]
    [InlineData("slotMinutes", "5")]
    [InlineData("slotMinutes", "1440")]
    [InlineData("pickCapacityPerSlot", "0")]
    [InlineData("pickCapacityPerSlot", "100000")]
    [InlineData("pickLeadMinutes", "10080")]
    [InlineData("hours", "null")]
    [InlineData("hours", """[{"days":["fri","sat"],"open":"18:00","close":"02:00"},{"days":["sun"],"open":"08:00","close":"24:00"}]""")]
    public void Read_AtTheLimit_Accepted(string field, string value) => Assert.NotNull(LocationRules.Read(With(field, value), out _));

    [Fact]
    public void Read_Lists_AtMostSoManyEntries()
    {
        Assert.NotNull(LocationRules.Read(With("carriers", Entries(50, 50)), out _));
        Assert.Null(LocationRules.Read(With("carriers", Entries(51, 1)), out _));
        Assert.Null(LocationRules.Read(With("carriers", Entries(1, 51)), out _));
        Assert.NotNull(LocationRules.Read(With("name", $"\"{new string('n', 200)}\""), out _));
        Assert.Null(LocationRules.Read(With("name", $"\"{new string('n', 201)}\""), out _));
    }

    [Fact]
    public void Read_NothingDependsOnTheZone_ItIsUtc()
    {
        var location = LocationRules.Read(new() { Name = "x", Kind = "supplier", Latitude = 0, Longitude = 0 }, out _);
        Assert.Equal("UTC", location!.TimeZone);
    }

    private static string Entries(int count, int length) => JsonSerializer.Serialize(Enumerable.Repeat(new string('e', length), count));

    private static LocationBody With(string field, string value)
    {
        var fields = new Dictionary<string, string>
        {
            ["name"] = "\"x\"",
            ["kind"] = "\"store\"",
            ["latitude"] = "1",
            ["longitude"] = "1",
            ["timeZone"] = "\"Europe/Paris\"",
            ["cutOff"] = "\"16:00\"",
            [field] = value,
        };
        var json = $"{{{string.Join(',', fields.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
        return JsonSerializer.Deserialize(json, HttpJson.Default.LocationBody)!;
    }
}
