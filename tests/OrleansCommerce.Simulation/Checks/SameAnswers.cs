using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Checks;

/// <summary>What clients were told, by command: the same command gets the same answer for ever, once it was accepted.</summary>
internal sealed class SameAnswers(SeedRun run)
{
    private readonly Dictionary<(string Command, string Content), (string Told, long At)> _accepted = [];
    private readonly Dictionary<string, string> _contents = new(StringComparer.Ordinal);

    /// <param name="command">Its kind and its id.</param>
    /// <param name="content">What it asks for.</param>
    /// <param name="sentAt">When it was sent first this time, in virtual ticks.</param>
    public void Told(string command, string content, string told, bool isAccepted, long sentAt)
    {
        if (!isAccepted)
        {
            // What compaction has removed can only be recognised, not answered.
            if (_accepted.TryGetValue((command, content), out var before) && before.At <= sentAt && told != "IdReused")
                Violate($"{command}: accepted as {before.Told}, sent again and told {told}");
            return;
        }

        if (_contents.TryGetValue(command, out var other) && other != content)
            Violate($"{command}: accepted with two contents, {other} and {content}");
        _contents[command] = content;
        if (!_accepted.TryGetValue((command, content), out var first))
            _accepted[(command, content)] = (told, run.World.Now);
        else if (first.Told != told)
            Violate($"{command}: told {first.Told} and then {told}");
    }

    private void Violate(string detail) => run.World.Violate("same id, same answer", detail);
}
