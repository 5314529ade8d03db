using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Steadfast.Local.Stack.Tests.Telemetry;

/// <summary>A receiver of traces and metrics by OTLP over HTTP, on loopback.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];
    private readonly ConcurrentDictionary<string, string> _metrics = [];
    private readonly ConcurrentQueue<byte[]> _bodies = [];

    private OtlpReceiver(Uri url)
    {
        Url = url;
        _listener.Prefixes.Add(url.ToString());
        _listener.Start();
        _ = ReceiveAsync();
    }

    public Uri Url { get; }

    /// <summary>Settings of a program that sends here soon after something happened.</summary>
    public Dictionary<string, string?> Settings => SettingsOf(Url);

    /// <summary>Every span that arrived.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>The unit of every metric that arrived, by its name.</summary>
    public IReadOnlyDictionary<string, string> Metrics => _metrics;

    public static OtlpReceiver Start(IPAddress address) => new(new($"http://{address}:4318/"));

    /// <summary>Settings of a program that sends to an address soon after something happened.</summary>
    public static Dictionary<string, string?> SettingsOf(Uri url) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = url.ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>The spans of one trace.</summary>
    public IReadOnlyList<ReceivedSpan> Trace(string id) => [.. _spans.Where(span => span.TraceId == id)];

    /// <summary>Tells whether a text stands anywhere in what arrived.</summary>
    public bool HasSeen(string text) => _bodies.Any(body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public void Dispose() => _listener.Close();

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using MemoryStream body = new();
                await context.Request.InputStream.CopyToAsync(body);
                Keep(context.Request.RawUrl!, body.ToArray());
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private void Keep(string path, byte[] body)
    {
        _bodies.Enqueue(body);
        ProtobufMessage request = new(body);
        if (path == "/v1/traces")
        {
            foreach (ReceivedSpan span in ReceivedSpan.Of(request))
            {
                _spans.Enqueue(span);
            }
        }

        foreach (ProtobufField metric in path == "/v1/metrics" ? MetricsOf(request) : [])
        {
            _metrics[metric.Message.Find(1)!.Value.Text] = metric.Message.Find(3)?.Text ?? "";
        }
    }

    // The numbers are those of opentelemetry/proto/metrics/v1/metrics.proto.
    private static IEnumerable<ProtobufField> MetricsOf(ProtobufMessage request) =>
        request.All(1).SelectMany(resource => resource.Message.All(2)).SelectMany(scope => scope.Message.All(2));
}
