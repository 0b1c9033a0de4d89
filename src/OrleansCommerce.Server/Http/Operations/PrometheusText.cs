using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace OrleansCommerce.Server.Http.Operations;

/// <summary>
/// What the observable instruments of one meter factory and of .NET itself (collections and their pauses, the thread pool, the processor)
/// measure now, in Prometheus' text format. An instrument that is not observable measures only while somebody listens, and is not here.
/// </summary>
public static class PrometheusText
{
    public static string Of(IMeterFactory meters)
    {
        var lines = new SortedDictionary<string, (Instrument Instrument, List<string> Lines)>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                var isOurs = ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Meter.Name == "OrleansCommerce";
                if (instrument.IsObservable && (isOurs || instrument.Meter.Name == "System.Runtime"))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (name, (instrument, measured)) in lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {TypeOf(instrument)}\n");
            text.AppendJoin('\n', measured).Append('\n');
        }

        return text.ToString();

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = NameOf(instrument);
            if (!lines.TryGetValue(name, out var known))
            {
                lines.Add(name, known = (instrument, []));
            }

            known.Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}{LabelsOf(tags)} {value}"));
        }
    }

    private static string NameOf(Instrument instrument) =>
        NameOf(instrument.Name) + (TypeOf(instrument) == "counter" ? "_total" : "");

    private static string NameOf(string name) => name.Replace('.', '_');

    private static string TypeOf(Instrument instrument) =>
        instrument.GetType().GetGenericTypeDefinition() == typeof(ObservableCounter<>) ? "counter" : "gauge";

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var labels = new List<string>(tags.Length);
        foreach (var (key, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text = text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            labels.Add($"{NameOf(key)}=\"{text}\"");
        }

        return $"{{{string.Join(',', labels)}}}";
    }
}
