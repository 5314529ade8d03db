using System.Reflection;

namespace Steadfast.Local.Runtime;

/// <summary>How a Function App is hosted on this machine.</summary>
public sealed record FunctionHostOptions
{
    /// <summary>The assembly with the functions.</summary>
    public required Assembly App { get; init; }

    /// <summary>Where it listens; a loopback address. Port 0 takes a free one.</summary>
    public required Uri Url { get; init; }

    /// <summary>The key of triggers with <c>AuthorizationLevel.Function</c>.</summary>
    public required string FunctionKey { get; init; }

    /// <summary>The key of everything, the management endpoints included; null (the default) closes what only it opens.</summary>
    public string? MasterKey { get; init; }

    /// <summary>The longest request body. Default: 1 MiB.</summary>
    public long MaxRequestBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Clock and store of the durable runtime.</summary>
    public RuntimeOptions Runtime { get; init; } = new();

    /// <summary>The functions to host when they are not all of <see cref="App"/>; null (the default) for all of it.</summary>
    public FunctionCatalog? Catalog { get; init; }
}
