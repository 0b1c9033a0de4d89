using System.Collections.Immutable;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>What a command came to: the events to append and the answer, which is computed right after they were applied.</summary>
public readonly record struct Ruling<TState, TEvent, TAnswer>(ImmutableArray<TEvent> Events, Func<TState, TAnswer> Answer);

/// <summary>Where an event belongs in the audit log, and the id that makes its command unique, if it has one.</summary>
public readonly record struct Label(string Correlation, Journal.CommandId? CommandId = null);
