namespace Orleans.Runtime;

/// <summary>The base of the failures that the runtime itself reports.</summary>
[GenerateSerializer]
public abstract class OrleansException : Exception
{
    protected OrleansException()
        : base("Unexpected error.")
    {
    }

    protected OrleansException(string message)
        : base(message)
    {
    }

    protected OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
