namespace Planted.Orleans
{
    [AttributeUsage(AttributeTargets.All)]
    public sealed class AliasAttribute(string alias) : Attribute
    {
        public string Alias => alias;
    }
}

namespace Planted.Orleans.Concurrency
{
    [AttributeUsage(AttributeTargets.All)]
    public sealed class OneWayAttribute : Attribute;

    [AttributeUsage(AttributeTargets.All)]
    public sealed class AlwaysInterleaveAttribute : Attribute;

    [AttributeUsage(AttributeTargets.All)]
    public sealed class ReadOnlyAttribute : Attribute;
}
