namespace OrleansCommerce.Journal;

/// <summary>A durable record with its place.</summary>
/// <param name="Version">Its number in the stream, from 1, without gaps.</param>
/// <param name="Position">
/// The place of its frame in the feed. Records of one frame share it; frames of different streams never do.
/// </param>
public readonly record struct StoredRecord(string Stream, long Version, long Position, JournalRecord Record);
