using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Stack.SignIn;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>The sign-in of a twin: a real provider, and the session with which the clients of drills come.</summary>
/// <param name="addresses">The addresses of the twin.</param>
/// <param name="folder">Folder of its own.</param>
/// <param name="clock">Clock of deadlines.</param>
public sealed class TwinSignIn(TwinAddresses addresses, string folder, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private string? _session;

    /// <summary>The provider.</summary>
    public OidcProvider Provider { get; } = new(addresses.SignIn, addresses.ClientUrl, folder, clock);

    /// <summary>The session of one who may come in, as the header <c>Cookie</c> has it.</summary>
    public string Session => _session ?? throw new InvalidOperationException("Nobody has signed in yet.");

    /// <summary>
    /// Signs in through the balancer. A web server that was just started makes the keys of sessions first, so this waits a little.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nobody could.</exception>
    public async Task OpenSessionAsync(CancellationToken ct)
    {
        string problem = "";
        await Wait.Until(async () =>
        {
            try
            {
                _session = await SiteVisitor.SignInAsync(addresses.ClientUrl, OidcProvider.AllowedPerson, ct);
            }
            catch (HttpRequestException failure)
            {
                problem = failure.Message;
            }

            return _session is not null;
        }, clock, Deadline, ct);
        if (_session is null)
        {
            throw new InvalidOperationException($"Nobody could sign in within {Deadline.TotalSeconds:0} s: {problem}");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Provider.DisposeAsync();
}
