namespace OrleansCommerce.Server.Http.Problems;

/// <summary>One way in which a request can fail. The code is stable: callers match on it.</summary>
/// <param name="Meaning">One sentence for people; the detail of a problem says more about the case at hand.</param>
public sealed record ProblemKind(string Code, int Status, string Meaning);
