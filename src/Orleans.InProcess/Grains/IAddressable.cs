namespace Orleans.Runtime;

/// <summary>Anything that a grain call can reach.</summary>
public interface IAddressable;
