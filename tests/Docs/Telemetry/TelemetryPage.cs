using System.Text;

namespace Steadfast.Docs.Tests.Telemetry;

/// <summary>Makes docs/telemetry.md of the lists and of the code.</summary>
internal static class TelemetryPage
{
    public const string Path = "docs/telemetry.md";

    private const string Beginning = """
        # Telemetry

        What the Function App and the web application write about themselves: spans, metrics and events, and the queries that read them.
        This file is written by a test from the code (`tests/Docs`, test `TelemetryTests.Write`); do not edit it.

        Spans and metrics are off unless a receiver is set: then nothing listens, and none is made.

        | setting | meaning |
        |---|---|
        | `OTEL_EXPORTER_OTLP_ENDPOINT` | address of a receiver of OTLP, such as `http://127.0.0.1:4317`; `OTEL_EXPORTER_OTLP_PROTOCOL` and `OTEL_EXPORTER_OTLP_HEADERS` say how |
        | `APPLICATIONINSIGHTS_CONNECTION_STRING` | address of Application Insights; signed in to with the managed identity |
        | `OTEL_TRACES_SAMPLER_ARG` | web application: share of the requests whose traces are kept, 0 to 1. Default 1, or 0.05 with Application Insights |

        - **One trace** goes from a client's request to the SQL statement, and one from an alert to the restart. An incident carries the span in which it was opened in its input, so a trace
          outlives a crash of the automation. Spans are written by triggers and activities, never by an orchestrator; what is delivered twice is written twice.
        - **On this machine**: `./steadfast up --dashboard` shows all of it in the Aspire dashboard.
        - **On Azure**: the Function App sends spans and metrics to Application Insights beside what the Functions host sends (requests, and the events below as `AppTraces`). `host.json` leaves the
          host in its own mode of telemetry, on whose rows the workbook and the alert rules rest; rows of the two applications are told from them by `AppRoleName`. The web servers send theirs
          where their container signs in with the identity of the machine (database or cache with Entra ID); elsewhere the container has no identity, and is not given one for this.
          Their events go to `Syslog`.
        - **Never sent**: values of SQL parameters, texts of notes, passwords, keys, tokens, the names of operators, what names a client's browser. Values in queries of addresses are cut out. Requests
          whose address is a secret (the webhook of notices, boot diagnostics) have no span.
        - **A receiver that is away or hangs** costs requests nothing: spans are handed to a queue of 2,048, what does not fit is dropped, and the end of a process waits at most a second for it.
        """;

    public static string Write()
    {
        StringBuilder page = new(Beginning);
        page.AppendLine();
        Table(page, "## Spans of the Function App",
            $"Source `Steadfast.Functions`, service `steadfast-functions`. Requests that are sent within them are spans of `System.Net.Http`, and those of the Azure SDK of `{Functions.Telemetry.TelemetrySetup.AzureSource}`.",
            "| span | meaning | attributes |", TelemetryList.Spans.Select(span => $"| `{span.Name}` | {span.Means} | {Listed(span.Attributes)} |"));
        Table(page, "## Attributes", "Each is missing where it has no value.",
            "| attribute | meaning | example |", TelemetryList.Attributes.Select(attribute => $"| `{attribute.Name}` | {attribute.Means} | `{attribute.Example}` |"));
        Table(page, "## Metrics of the Function App", "Meter `Steadfast.Functions`; besides, " + Listed(Functions.Telemetry.TelemetrySetup.Meters.Skip(1)) + " of .NET.",
            "| metric | unit | meaning | attributes |", TelemetryList.Metrics.Select(metric => $"| `{metric.Name}` | {metric.Unit} | {metric.Means} | {Listed(metric.Attributes)} |"));
        Table(page, "## Spans of the web application",
            "Service `steadfast-webapp`. They are the libraries' own; probes (`/healthz`, `/status`) and looks that belong to no request have none.",
            "| source | span | attributes |", LibraryList.Spans.Select(span => $"| {span.Source} | `{span.Name}` | {Listed(span.Attributes)} |"));
        Table(page, "## Metrics of the web application", "Those of these meters, which their makers document.",
            "| meter |", WebApp.Telemetry.MeterNames.All.Select(meter => $"| `{meter}` |"));
        Events(page, "## Events of the Function App", "Logged under the name of the class, below `Steadfast.Functions`, or of the orchestrator: " + Listed(EventList.Categories().Where(IsShort)) + ".",
            EventList.Of(EventList.Functions));
        Events(page, "## Events of the web application", "One line of JSON each on the console.", EventList.Of(EventList.WebApp));
        Table(page, "## Queries in bicep", "Of the workbook and of the alert rules on logs.",
            "| query | table | columns | texts |",
            BicepQueries.All().Select(query => $"| {query.Name} | `{query.Table}` | {Listed(query.Columns)} | {Listed(query.Conditions.Select(condition => condition.Text))} |"));
        return page.ToString();
    }

    private static bool IsShort(string category) => !category.StartsWith("Steadfast.Functions.", StringComparison.Ordinal);

    private static void Events(StringBuilder page, string heading, string about, IEnumerable<EventRow> events) => Table(
        page, heading, about, "| id | level | sentence | folder |", events.Select(row => $"| {row.Id} | {row.Level} | `{row.Sentence}` | {row.Folder} |"));

    private static void Table(StringBuilder page, string heading, string about, string header, IEnumerable<string> rows)
    {
        page.AppendLine().AppendLine(heading).AppendLine().AppendLine(about).AppendLine()
            .AppendLine(header).AppendLine("|" + string.Concat(Enumerable.Repeat("---|", header.Count(letter => letter == '|') - 1)));
        foreach (string row in rows)
        {
            page.AppendLine(row);
        }
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));
}
