namespace OrleansCommerce.Server.Demo;

/// <summary>Loads the demo data into an empty store, behind the running server.</summary>
public sealed class DemoLoader;
