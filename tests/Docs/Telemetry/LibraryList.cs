namespace Steadfast.Docs.Tests.Telemetry;

/// <summary>Spans that libraries write within the web application. Its own tests compare what arrives with the same names.</summary>
internal static class LibraryList
{
    public static IReadOnlyList<LibrarySpanRow> Spans { get; } =
    [
        new("ASP.NET Core", "GET /api/notes",
            "error.type", "http.request.method", "http.response.status_code", "http.route", "network.protocol.version", "server.address", "server.port", "url.path", "url.query", "url.scheme"),
        new("MySqlConnector", "Open", "db.connection_id", "db.namespace", "db.system.name", "network.peer.address", "network.peer.port", "server.address"),
        new("MySqlConnector", "Execute", "db.connection_id", "db.namespace", "db.query.text", "db.system.name", "network.peer.address", "network.peer.port", "server.address"),
        new("OpenTelemetry.Instrumentation.StackExchangeRedis", "HMGET", "db.system"),
    ];
}
