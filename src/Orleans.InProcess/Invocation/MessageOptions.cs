namespace Orleans.Runtime;

/// <summary>What the attributes of a grain method say about its requests.</summary>
[Flags]
internal enum MessageOptions
{
    None = 0,
    ReadOnly = 1,
    AlwaysInterleave = 2,
    OneWay = 4,
}
