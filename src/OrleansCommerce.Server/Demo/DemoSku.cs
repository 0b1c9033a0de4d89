namespace OrleansCommerce.Server.Demo;

/// <summary>A product of the demo. Its weight is unknown.</summary>
/// <param name="UnitsDemanded">Units that left in the week: ordered or written off, 0 where it was only returned.</param>
public sealed record DemoSku(string Id, string Description, int UnitsDemanded);
