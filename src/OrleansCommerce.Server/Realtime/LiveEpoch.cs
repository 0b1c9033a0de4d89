using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Realtime;

/// <summary>Which store this is: positions of another one mean nothing here.</summary>
internal sealed class LiveEpoch(IJournal journal)
{
    private string? _epoch;

    /// <exception cref="JournalUnavailableException">The storage does not answer.</exception>
    public async ValueTask<string> Read() => _epoch ??= await journal.ReadSetting(JournalSettings.Epoch) ?? "";
}
