namespace OrleansCommerce.Server.Http.Problems;

/// <summary>Ends a request where no handler is at hand to return the problem: while its parameters are bound.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
