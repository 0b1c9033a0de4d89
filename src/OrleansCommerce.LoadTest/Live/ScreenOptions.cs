using System.Text.Json;

namespace OrleansCommerce.LoadTest.Live;

/// <summary>How a screen behaves.</summary>
internal sealed record ScreenOptions
{
    public string? Token { get; init; }

    /// <summary>The shortest wait before it connects again; it doubles up to <see cref="BackoffMax"/>, and half of it is drawn by lot.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether it asks for everything anew where a digest says that it lacks something.</summary>
    public bool ComparesDigests { get; init; } = true;

    /// <summary>From which position it goes on after a break: its watermark. Tests put others in its place.</summary>
    public Func<Screen, long?> ResumeAt { get; init; } = screen => screen.Position;

    /// <summary>Called with each stock item that is news to the screen, as it came.</summary>
    public Action<JsonElement>? Shown { get; init; }

    public int? ReceiveBytes { get; init; }
}
