namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// What one item in one version adds to the digest of a watch: FNV-1a over the characters of its id and the two halves of its version,
/// mixed so that near versions lie far apart. The digest is the sum of these, so that it is kept up with each change.
/// </summary>
public static class VersionMark
{
    private const uint Basis = 2_166_136_261;
    private const uint Prime = 16_777_619;

    public static uint Of(string id, long version) => End(Add(Basis, id), version);

    /// <summary>A stock item's id is its SKU and its location with an @ between.</summary>
    public static uint Of(string sku, string locationId, long version) => End(Add(Add(Add(Basis, sku), "@"), locationId), version);

    private static uint Add(uint hash, string text)
    {
        foreach (var character in text)
        {
            hash = unchecked((hash ^ character) * Prime);
        }

        return hash;
    }

    private static uint End(uint hash, long version)
    {
        unchecked
        {
            hash = (hash ^ (uint)version) * Prime;
            hash = (hash ^ (uint)(version >> 32)) * Prime;
            hash = (hash ^ (hash >> 16)) * 0x85EB_CA6B;
            hash = (hash ^ (hash >> 13)) * 0xC2B2_AE35;
            return hash ^ (hash >> 16);
        }
    }
}
