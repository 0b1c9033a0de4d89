using Orleans;
using Orleans.Runtime;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>
/// Publishes what a grain has gathered a short while after the first of it, so that of many changes only the last is sent. What gathers
/// belongs to the grain; here is only the time.
/// </summary>
internal sealed class PublishPause(Grain grain, Func<Task> publish)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private IGrainTimer? _timer;
    private bool _isArmed;

    /// <summary>Something is there to be published; it is, within <see cref="Pause"/> of the first call since it last was.</summary>
    public void Arm()
    {
        if (_isArmed)
        {
            return;
        }

        _isArmed = true;
        if (_timer is null)
        {
            var options = new GrainTimerCreationOptions(Pause, Timeout.InfiniteTimeSpan) { Interleave = true };
            _timer = grain.RegisterGrainTimer(static (pause, _) => pause.Publish(), this, options);
        }
        else
        {
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    private Task Publish()
    {
        _isArmed = false;
        return publish();
    }
}
