namespace OrleansCommerce.LoadTest.Live;

/// <summary>
/// One item's part in a watch's digest, as the contract has it: FNV-1a over the characters of the id, then the low and the high half of the
/// version, then the finish of MurmurHash3. Written from that description, so that it checks the server's.
/// </summary>
internal static class VersionMark
{
    public static uint Of(string id, long version)
    {
        unchecked
        {
            var mark = 2_166_136_261u;
            foreach (var c in id)
                mark = Step(mark, c);
            mark = Step(Step(mark, (uint)(version & uint.MaxValue)), (uint)(version >>> 32));
            mark ^= mark >> 16;
            mark *= 2_246_822_507;
            mark ^= mark >> 13;
            mark *= 3_266_489_909;
            return mark ^ (mark >> 16);
        }
    }

    private static uint Step(uint mark, uint part) => unchecked((mark ^ part) * 16_777_619);
}
