using System.Globalization;

namespace Steadfast.Local.Stack.Tests.Telemetry;

/// <summary>A span as it arrived.</summary>
/// <param name="Service">Who wrote it.</param>
/// <param name="TraceId">Its trace.</param>
/// <param name="Id">Its id.</param>
/// <param name="ParentId">The span that it is a part of; empty for none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Its attributes, as text.</param>
internal sealed record ReceivedSpan(string Service, string TraceId, string Id, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The attributes as lines, in the order of their names.</summary>
    public IEnumerable<string> Lines => Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");

    // The numbers are those of opentelemetry/proto/trace/v1/trace.proto.
    public static IEnumerable<ReceivedSpan> Of(ProtobufMessage request) => request.All(1).SelectMany(resource =>
    {
        string service = resource.Message.Find(1) is { } described && Read(described.Message, 1).TryGetValue("service.name", out string? name) ? name : "";
        return resource.Message.All(2).SelectMany(scope => scope.Message.All(2)).Select(span => Of(service, span.Message));
    });

    private static ReceivedSpan Of(string service, ProtobufMessage span) => new(
        service, span.Find(1)!.Value.Hex, span.Find(2)!.Value.Hex, span.Find(4)?.Hex ?? "", span.Find(5)?.Text ?? "", Read(span, 9));

    private static Dictionary<string, string> Read(ProtobufMessage owner, int number) =>
        owner.All(number).ToDictionary(pair => pair.Message.Find(1)!.Value.Text, pair => Value(pair.Message.Find(2)!.Value.Message));

    private static string Value(ProtobufMessage value)
    {
        if (value.Find(1) is { } text)
        {
            return text.Text;
        }

        if (value.Find(2) is { } yes)
        {
            return yes.Value == 1 ? "true" : "false";
        }

        return value.Find(3)?.Value.ToString(CultureInfo.InvariantCulture) ?? "";
    }
}
