namespace OrleansCommerce.LoadTest.Measure;

/// <summary>What a request is for. Each step is measured by itself.</summary>
internal enum Step
{
    /// <summary>Learning, before the load starts, which stores carry a SKU.</summary>
    Lookup,
    Reserve,
    Confirm,
    Fulfil,
    Return,
    WriteOff,

    /// <summary>Reading back what was acknowledged, after the load.</summary>
    Check,
}
