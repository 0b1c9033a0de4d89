namespace OrleansCommerce.LoadTest.Measure;

/// <summary>One meter per step.</summary>
internal sealed class StepMeters
{
    private readonly StepMeter[] _meters = [.. Enum.GetValues<Step>().Select(_ => new StepMeter())];

    public StepMeter this[Step step] => _meters[(int)step];
}
