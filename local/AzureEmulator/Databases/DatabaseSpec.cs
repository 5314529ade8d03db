namespace Steadfast.Local.AzureEmulator;

/// <summary>Settings of the flexible server as a resource.</summary>
/// <param name="Name">Name of the server.</param>
public sealed record DatabaseSpec(string Name)
{
    /// <summary>The name that clients connect to. Null, the default: the name of the server in the public zone.</summary>
    public string? Host { get; init; }

    /// <summary>The port that clients connect to.</summary>
    public int Port { get; init; } = 3306;

    /// <summary>Version of the engine as the resource names it.</summary>
    public string Version { get; init; } = "8.4";

    /// <summary>
    /// Reaction of the service itself when the primary does not answer. A scenario can change it later:
    /// <see cref="DatabaseServer.PlatformFailover"/>.
    /// </summary>
    public PlatformFailover PlatformFailover { get; init; } = PlatformFailover.On;
}
