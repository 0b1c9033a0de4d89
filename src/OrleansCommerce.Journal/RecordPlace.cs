namespace OrleansCommerce.Journal;

/// <summary>Where a record is: the stream and the record's number in it.</summary>
public readonly record struct RecordPlace(string Stream, long Version);
