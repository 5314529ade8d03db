namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Host of the Function App.</summary>
public enum HostKind
{
    /// <summary>The runtime of this repository.</summary>
    Local,

    /// <summary>Microsoft's own host, by Azure Functions Core Tools.</summary>
    Func,
}

/// <summary>Names of <see cref="HostKind"/> as a person types them.</summary>
public static class HostKinds
{
    /// <summary>Finds a host by its name.</summary>
    /// <param name="name">"local" or "func".</param>
    /// <exception cref="ArgumentException">There is none with this name.</exception>
    public static HostKind Named(string name) => name switch
    {
        "local" => HostKind.Local,
        "func" => HostKind.Func,
        _ => throw new ArgumentException($"--host must be local or func, not '{name}'."),
    };
}
