using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.SignIn;

/// <summary>
/// Reads the keys of sessions now and then, and often while there is none. Makes the first one, and each next one a day before it is used, so that
/// every instance has it by then. One that is not needed any more stays: there are five in a year.
/// </summary>
internal sealed class SessionKeyWatch(DatabaseAccess database, SessionKeys keys, IKeyManager manager, ILogger<SessionKeyWatch> log, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan WhileReady = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhileNot = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    // An instance whose clock is behind uses the first one too.
    private static readonly TimeSpan Back = TimeSpan.FromHours(1);

    private string? _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (DatabaseFailureException failure) when (failure.Kind != FailureKind.Failed)
            {
                // The monitor of the database knows. Those that are here serve on.
            }
            catch (Exception e) when (e is DatabaseFailureException or IOException or UnauthorizedAccessException)
            {
                Tell(e.GetBaseException());
            }

            await Task.Delay(keys.IsReady ? WhileReady : WhileNot, clock, stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        List<SealedKey> there = await database.ReadAsync(SessionKeyTable.ListAsync, ct);
        // Before anything is made: that needs a database that takes writes, and serving does not.
        keys.Take(there);
        if (IsDue(there))
        {
            keys.Take(await database.WriteAsync(session => SessionKeyTable.AddIfDueAsync(session, IsDue, Make), ct));
        }
    }

    // It may come yet: where it is fetched from may be away for a moment. Told once, not four times a second.
    private void Tell(Exception problem)
    {
        if (_told != problem.Message)
        {
            _told = problem.Message;
            log.KeysMissing(problem.Message);
        }
    }

    private bool IsDue(List<SealedKey> there) => keys.IsDue(there, clock.GetUtcNow());

    private SealedKey Make(List<SealedKey> there)
    {
        DateTimeOffset now = clock.GetUtcNow();
        manager.CreateNewKey(keys.IsReady ? now + Ahead : now - Back, now + Life);
        SealedKey made = keys.Sealed();
        log.KeyMade(made.Id);
        return made;
    }
}
