using System.Reflection;

namespace Steadfast.Local.Runtime;

/// <summary>Options of hosting a Function App on this machine.</summary>
public sealed record FunctionHostOptions
{
    /// <summary>The assembly with the functions.</summary>
    public required Assembly App { get; init; }

    /// <summary>Loopback address that it listens on. Port 0 takes a free one.</summary>
    public required Uri Url { get; init; }

    /// <summary>The key of triggers with <c>AuthorizationLevel.Function</c>.</summary>
    public required string FunctionKey { get; init; }

    /// <summary>The key of everything, the management endpoints included; null (the default) closes what only it opens.</summary>
    public string? MasterKey { get; init; }

    /// <summary>The longest request body. Default: 1 MiB.</summary>
    public long MaxRequestBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Clock and store of the durable runtime.</summary>
    public RuntimeOptions Runtime { get; init; } = new();

    /// <summary>
    /// Makes the engine that runs the durable functions in place of the local runtime; null, the default, for the local runtime. The
    /// management API shows the local runtime only.
    /// </summary>
    public Func<FunctionCatalog, IServiceProvider, IDurableEngine>? Engine { get; init; }

    /// <summary>
    /// Takes requests in memory; then nothing listens, and nothing of the environment is read. Null, the default: it listens at the
    /// address.
    /// </summary>
    internal Microsoft.AspNetCore.Hosting.Server.IServer? Server { get; init; }

    /// <summary>App settings beside those of the environment, which they go before. Default: none.</summary>
    public IReadOnlyDictionary<string, string?> AppSettings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The functions to host when they are not all of <see cref="App"/>; null (the default) for all of it.</summary>
    public FunctionCatalog? Catalog { get; init; }
}
