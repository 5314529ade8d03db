using Polly;
using Polly.RateLimiting;
using Polly.Registry;
using Polly.Timeout;

namespace Steadfast.WebApp.Database;

/// <summary>
/// One kind of use of the database, reads or writes, with connections of its own: what is stuck in one does not hold up the other. Whoever
/// waits has an answer or a failure before the deadline, whatever the server does; what is too much is refused at once.
/// </summary>
/// <param name="pool">Its connections.</param>
/// <param name="pipelines">The deadline and the tries of <see cref="DatabaseResilience"/>.</param>
/// <param name="onFailure">Told of every failed try.</param>
internal sealed class DatabaseChannel(DatabasePool pool, ResiliencePipelineProvider<string> pipelines, string tries, Action<FailureKind> onFailure)
{
    private readonly ResiliencePipeline _deadline = pipelines.GetPipeline(DatabaseResilience.Deadline);
    private readonly ResiliencePipeline _tries = pipelines.GetPipeline(tries);

    /// <summary>Runs the work, and again after trouble that may pass, if <paramref name="patient"/>. It must be harmless to run it twice.</summary>
    /// <exception cref="DatabaseFailureException">It could not be done in time; it may have been done all the same.</exception>
    public async Task<T> RunAsync<T>(Func<DatabaseSession, Task<T>> work, bool patient, CancellationToken cancellation)
    {
        Attempts attempts = new(patient);
        try
        {
            // A statement does not end at the deadline but at its own time-out, and holds its place until then; nobody waits for it.
            return await _deadline.ExecuteAsync(
                async token => await TriesAsync(work, attempts, token).WaitAsync(token), cancellation);
        }
        catch (TimeoutRejectedException)
        {
            throw new DatabaseFailureException(attempts.Trouble ?? FailureKind.Timeout);
        }
        catch (RateLimiterRejectedException)
        {
            throw new DatabaseFailureException(FailureKind.Busy);
        }
    }

    private async Task<T> TriesAsync<T>(Func<DatabaseSession, Task<T>> work, Attempts attempts, CancellationToken token)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(token);
        context.Properties.Set(DatabaseResilience.Attempts, attempts);
        try
        {
            return await _tries.ExecuteAsync(async _ => await TryAsync(work, attempts), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<T> TryAsync<T>(Func<DatabaseSession, Task<T>> work, Attempts attempts)
    {
        DatabaseSession? session = null;
        try
        {
            session = await pool.OpenAsync();
            return await work(session);
        }
        catch (Exception e)
        {
            var kind = FailurePolicy.KindOf(e);
            // A young connection came from the name a moment ago: others of its age would find the same.
            bool isOld = session is { Young: false } && FailurePolicy.CondemnsAll(kind);
            if (isOld)
            {
                await pool.ClearAsync(session!.Pool);
            }

            onFailure(kind);
            attempts.Trouble = kind;
            throw new DatabaseFailureException(kind, e) { IsOfOldConnection = isOld };
        }
        finally
        {
            await (session?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }
}

/// <summary>Tries of one request.</summary>
/// <param name="isPatient">Whether trouble may be waited out.</param>
internal sealed class Attempts(bool isPatient)
{
    /// <summary>True when trouble may be waited out.</summary>
    public bool IsPatient => isPatient;

    /// <summary>Cause of the last failure; null when none failed.</summary>
    public FailureKind? Trouble { get; set; }
}
