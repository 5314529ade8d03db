using System.Collections.Concurrent;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>
/// Sends requests on, and writes down how each was answered: method, path without the query, status. Each answer once, however often it is
/// given.
/// </summary>
internal sealed class AnswerLog() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly ConcurrentDictionary<string, byte> _all = [];

    /// <summary>Every kind of answer.</summary>
    public IReadOnlyList<string> All => [.. _all.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        _all[$"{request.Method} {request.RequestUri?.AbsolutePath.TrimStart('/')} {(int)response.StatusCode}"] = 0;
        return response;
    }
}
