using Azure.Core;
using Azure.Identity;

namespace Steadfast.WebApp.Database;

/// <summary>A token of the machine's managed identity as the password. Kept until shortly before it expires, so sign-ins rarely wait for one.</summary>
internal sealed class EntraPassword(TokenCredential credential, string resource, TimeProvider clock) : IPasswordSource
{
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly TokenRequestContext _database = new([$"{resource.TrimEnd('/')}/.default"]);
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Kept? _kept;

    public async ValueTask PrepareAsync()
    {
        if (!IsDue())
        {
            return;
        }

        // One at a time: many connections opened at once after a failover ask for one token, not for many.
        await _one.WaitAsync();
        try
        {
            if (IsDue())
            {
                await RenewAsync();
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public string Read() => _kept?.Token.Token ?? throw new DatabaseFailureException(FailureKind.NoCredential);

    private bool IsDue() => _kept is not { } kept || kept.Token.ExpiresOn <= clock.GetUtcNow() + Spare;

    private async Task RenewAsync()
    {
        using CancellationTokenSource deadline = new(MaxWait, clock);
        try
        {
            _kept = new Kept(await credential.GetTokenAsync(_database, deadline.Token));
        }
        catch (Exception e) when (e is AuthenticationFailedException or OperationCanceledException)
        {
            // The one that is about to expire still opens doors.
            if (_kept is not { } kept || kept.Token.ExpiresOn <= clock.GetUtcNow())
            {
                throw new DatabaseFailureException(FailureKind.NoCredential, e);
            }
        }
    }

    private sealed record Kept(AccessToken Token);
}
