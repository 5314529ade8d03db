using Azure.Core;
using Azure.Identity;

namespace Steadfast.WebApp.Database;

/// <summary>A token of the machine's managed identity as the password. Kept until shortly before it expires, so sign-ins rarely wait for one.</summary>
internal sealed class EntraPassword(TokenCredential credential, string resource, TimeProvider clock) : IPasswordSource
{
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly TokenRequestContext _database = new([$"{resource.TrimEnd('/')}/.default"]);
    private readonly Lock _one = new();
    private AccessToken _token;

    public string Read()
    {
        // One at a time: many connections opened at once after a failover ask for one token, not for many.
        lock (_one)
        {
            var now = clock.GetUtcNow();
            if (_token.ExpiresOn <= now + Spare)
            {
                Renew(now);
            }

            return _token.Token;
        }
    }

    private void Renew(DateTimeOffset now)
    {
        using CancellationTokenSource deadline = new(MaxWait, clock);
        try
        {
            _token = credential.GetToken(_database, deadline.Token);
        }
        catch (Exception e) when (e is AuthenticationFailedException or OperationCanceledException)
        {
            // The one that is about to expire still opens doors.
            if (_token.ExpiresOn <= now)
            {
                throw new DatabaseFailureException(FailureKind.NoCredential, e);
            }
        }
    }
}
