namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// Marks an endpoint that asks for no token: signing in, what says where to sign in, health, and blobs, whose addresses carry their own
/// permission.
/// </summary>
internal sealed class OpenEndpoint
{
    public static OpenEndpoint Mark { get; } = new();
}
