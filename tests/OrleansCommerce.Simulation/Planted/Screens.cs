using OrleansCommerce.Simulation.Participants.Watching;

namespace OrleansCommerce.Simulation.Planted;

internal sealed class TrustedPositions : Plant
{
    public override ScreenMemory Memory() => new LastPosition();

    /// <summary>It takes the position of the newest change for that of everything before it.</summary>
    private sealed class LastPosition : ScreenMemory
    {
        private long _last;

        public override long ResumesAfter => Math.Max(Watermark, _last);

        public override void Take(string item, ShownItem change)
        {
            _last = Math.Max(_last, change.Position);
            base.Take(item, change);
        }
    }
}

internal sealed class NoResumption : Plant
{
    public override ScreenMemory Memory() => new Careless();

    private sealed class Careless : ScreenMemory
    {
        public override bool Resumes => false;
    }
}
