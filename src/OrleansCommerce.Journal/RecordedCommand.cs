namespace OrleansCommerce.Journal;

/// <summary>A command that is recorded, and where. A class, since outcomes are copied often and few have one.</summary>
public sealed record RecordedCommand(CommandId Id, RecordPlace Place);
