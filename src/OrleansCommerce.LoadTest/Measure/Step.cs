namespace OrleansCommerce.LoadTest.Measure;

/// <summary>What a request is for. Each step is measured by itself.</summary>
internal enum Step
{
    /// <summary>Learning, before the load starts, which stores carry a SKU.</summary>
    Lookup,
    Reserve,
    Confirm,
    Fulfil,
    Promise,
    Order,

    /// <summary>A step of a fulfilment: accept, pick, pack …</summary>
    Serve,
    Return,
    WriteOff,

    /// <summary>Movements, many in one request.</summary>
    Import,

    /// <summary>Reading back what was acknowledged, after the load.</summary>
    Check,
}
