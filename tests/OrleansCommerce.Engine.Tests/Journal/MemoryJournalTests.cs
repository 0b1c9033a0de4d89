using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class MemoryJournalTests : JournalContract
{
    private readonly MemoryJournal _journal = new(TimeProvider.System);

    protected override IJournal Make() => _journal;
}
