using System.Diagnostics.Metrics;
using System.Reflection;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Docs.Tests.Telemetry;

/// <summary>docs/telemetry.md, the lists that it is made of, and the queries of the templates.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public void The_page_says_what_the_code_does()
    {
        Assert.True(Repository.Has(TelemetryPage.Path), $"{TelemetryPage.Path} is missing; the test Write writes it");
        Assert.Equal(TelemetryPage.Write(), Repository.Text(TelemetryPage.Path));
    }

    /// <summary>Writes the page anew; run it by name when the code has changed.</summary>
    [Fact(Explicit = true)]
    public void Write() => File.WriteAllText(Repository.PathOf(TelemetryPage.Path), TelemetryPage.Write());

    [Fact]
    public void Every_span_attribute_and_metric_of_the_code_is_listed_and_no_other()
    {
        Assert.Equal(Constants(typeof(SpanNames)), Sorted(TelemetryList.Spans.Select(span => span.Name)));
        Assert.Equal(Constants(typeof(AttributeNames)), Sorted(TelemetryList.Attributes.Select(attribute => attribute.Name)));
        Assert.Equal(Sorted(TelemetryList.Attributes.Select(attribute => attribute.Name)),
            Sorted(TelemetryList.Spans.SelectMany(span => span.Attributes).Concat(TelemetryList.Metrics.SelectMany(metric => metric.Attributes)).Distinct()));
    }

    [Fact]
    public void Every_metric_is_written_with_its_unit_and_its_attributes()
    {
        SortedDictionary<string, string> written = new(StringComparer.Ordinal);
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == Metrics.Meter)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
            written[instrument.Name] = $"{instrument.Unit} {string.Join(' ', tags.ToArray().Select(tag => tag.Key))}");
        listener.Start();

        Metrics.AlertPlaced("lb-probe-down", "Opened");
        Metrics.IncidentOpened(isDatabase: true);
        Metrics.ActionStarted("restart", "Accepted");

        Assert.Equal(
            TelemetryList.Metrics.OrderBy(metric => metric.Name, StringComparer.Ordinal).Select(metric => $"{metric.Name}: {metric.Unit} {string.Join(' ', metric.Attributes)}"),
            written.Select(metric => $"{metric.Key}: {metric.Value}"));
    }

    [Fact]
    public void Every_column_of_a_query_is_one_of_its_table_and_none_is_listed_in_vain()
    {
        Assert.True(BicepQueries.All().Count >= 11, "queries are missing");
        Assert.Equal(
            BicepQueries.Tables.SelectMany(table => table.Value.Select(column => $"{table.Key}.{column}")).Order(StringComparer.Ordinal),
            BicepQueries.All().SelectMany(query => query.Columns.Select(column => $"{query.Table}.{column}")).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_text_that_a_query_looks_for_is_written()
    {
        KqlCondition[] conditions = [.. BicepQueries.All().SelectMany(query => query.Conditions)];

        Assert.Equal([], conditions.Where(condition => !WrittenTexts.Has(condition)));
        Assert.True(conditions.Length > 8, "conditions are missing");
    }

    [Theory]
    [InlineData("AppTraces", "Properties", "has", "Steadfast.Alert")]
    [InlineData("AppTraces", "Properties", "has", "Steadfast.Nobody")]
    [InlineData("AppTraces", "Message", "startswith", "Alarm ")]
    [InlineData("AppTraces", "Message", "has", "synthetic")]
    [InlineData("AppRequests", "AppRoleName", "in", "steadfast-web")]
    [InlineData("AzureMetrics", "MetricName", "==", "DipAvailable")]
    [InlineData("Syslog", "Facility", "==", "local0")]
    [InlineData("Nowhere", "Message", "has", "Alert ")]
    public void A_text_that_nobody_writes_is_found_out(string table, string column, string @operator, string text) =>
        Assert.False(WrittenTexts.Has(new(table, column, @operator, text)));

    [Fact]
    public void The_names_in_a_query_are_seen()
    {
        KqlQuery query = new("a", "T | where A has 'x' and B !in (\"y\", \"z\") | extend C = case(D == 2, 'no', 'neither') | summarize E = max(F) by bin(G, 1m), H | where C > 5 | render timechart");

        Assert.Equal(("T", "A B D F G H"), (query.Table, string.Join(' ', query.Columns)));
        Assert.Equal(["A has x", "B in y", "B in z"], query.Conditions.Select(condition => $"{condition.Column} {condition.Operator} {condition.Text}"));
    }

    [Fact]
    public void The_alert_of_the_queries_is_the_one_that_shows_that_alerts_arrive() =>
        Assert.Equal(AlertHandler.Synthetic, AlertRouteTable.ByRule[BicepQueries.All().Single(query => query.Name == "automation-silent").Conditions.Single().Text]);

    private static string[] Constants(Type type) => Sorted(type.GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (string)field.GetRawConstantValue()!));

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
