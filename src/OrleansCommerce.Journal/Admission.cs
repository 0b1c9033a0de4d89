namespace OrleansCommerce.Journal;

/// <summary>What kind of work asks for room in the queue of the group commit.</summary>
public enum Admission
{
    /// <summary>What comes by the million and has time, such as the lines of an import: it waits while half of the room for new work is taken.</summary>
    Bulk,

    /// <summary>New work such as a reservation: refused first when the queue fills.</summary>
    New,

    /// <summary>Work that settles what was promised, and facts: confirm, release, fulfil, expiry, sales at the till, counts.</summary>
    Settling,
}
