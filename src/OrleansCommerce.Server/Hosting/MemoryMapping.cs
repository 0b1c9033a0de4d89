using System.Globalization;

namespace OrleansCommerce.Server.Hosting;

/// <summary>A piece of a process's address space, as a line of Linux's list of them.</summary>
/// <param name="To">The first address behind it.</param>
/// <param name="Rights">As <c>rw-p</c>; empty for what belongs to a file, or has a name.</param>
public readonly record struct MemoryMapping(ulong From, ulong To, string Rights)
{
    private const string Usable = "rw-p";
    private const string OnlyReserved = "---p";

    // What the collector reserves is larger than all else: the stacks' guards have a page, what the allocator keeps for a thread 64 MB.
    private const ulong ReserveMin = 256 << 20;

    public ulong Length => To - From;

    /// <summary>Null for a line that is none.</summary>
    public static MemoryMapping? Parse(string line)
    {
        // Addresses, rights, offset, device, inode, and behind them a name if it has one.
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length >= 5 && fields[0].Split('-') is [var from, var to]
            && ulong.TryParse(from, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var start)
            && ulong.TryParse(to, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var end)
            ? new MemoryMapping(start, end, fields.Length == 5 && fields[4] == "0" ? fields[1] : "")
            : null;
    }

    /// <summary>
    /// The large reserve behind an address, with nothing but usable and reserved memory in between: the collector takes its memory from
    /// below. Empty when there is none.
    /// </summary>
    public static MemoryMapping ReservedBehind(ulong address, IEnumerable<MemoryMapping> inOrder)
    {
        var reached = address;
        foreach (var mapping in inOrder)
        {
            if (mapping.To <= reached)
                continue;
            if (mapping.From > reached || mapping.Rights is not (Usable or OnlyReserved))
                return default;
            if (mapping.Rights == OnlyReserved && mapping.Length >= ReserveMin)
                return mapping;
            reached = mapping.To;
        }
        return default;
    }
}
