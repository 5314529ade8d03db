using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;
using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Cache;

/// <summary>
/// Reads: from the cache, else from the database, which fills it. While the database is away or too slow, the last known answer is given, marked.
/// Many who ask the same at once ask the database once.
/// </summary>
internal sealed class CachedReads(
    CacheVersion version, HybridCache cache, LastKnown last, DatabaseAccess database,
    IOptions<CacheOptions> options, IOptions<JsonOptions> json, TimeProvider clock)
{
    private readonly HybridCacheEntryOptions _fresh = new() { Expiration = options.Value.FreshFor, LocalCacheExpiration = options.Value.FreshFor };

    /// <summary>The answer to a question.</summary>
    /// <param name="question">Name of the question; the same name gets the same answer.</param>
    /// <param name="work">Asks the database; null for "there is none".</param>
    /// <param name="cancellation">Ends the wait, not the work.</param>
    /// <exception cref="DatabaseFailureException">The database is away, and no answer is known.</exception>
    public async Task<CachedRead> ReadAsync<T>(string question, Func<DatabaseSession, Task<T?>> work, CancellationToken cancellation)
        where T : class
    {
        var known = last.Find(question);
        string? now = await version.ReadAsync();
        var fresh = FreshAsync(question, now, work, isPatient: known is null);
        try
        {
            return known is null
                ? await fresh.WaitAsync(cancellation)
                : await fresh.WaitAsync(options.Value.ReadTimeout, clock, cancellation);
        }
        catch (Exception e) when (known is not null && e is TimeoutException or DatabaseFailureException { Kind: not FailureKind.Failed })
        {
            return new CachedRead(known!, AnswerSource.Stale);
        }
        catch (DatabaseFailureException failure) when (known is null && failure.Kind != FailureKind.Failed)
        {
            if (await last.FindElsewhereAsync(question) is { } elsewhere)
            {
                return new CachedRead(elsewhere, AnswerSource.Stale);
            }

            throw;
        }
    }

    private async Task<CachedRead> FreshAsync<T>(string question, string? now, Func<DatabaseSession, Task<T?>> work, bool isPatient)
        where T : class
    {
        if (now is null)
        {
            return new CachedRead(await AskAsync(question, work, isPatient), AnswerSource.Bypass);
        }

        bool asked = false;
        // No token: whoever asked first may go, others wait for the same answer.
        var answer = await cache.GetOrCreateAsync(
            $"notes:{now}:{question}",
            async _ =>
            {
                asked = true;
                return await AskAsync(question, work, isPatient);
            },
            _fresh, cancellationToken: CancellationToken.None);
        return new CachedRead(answer, asked ? AnswerSource.Miss : AnswerSource.Hit);
    }

    private async Task<CachedAnswer> AskAsync<T>(string question, Func<DatabaseSession, Task<T?>> work, bool isPatient)
        where T : class
    {
        var began = clock.GetUtcNow();
        var found = await database.ReadAsync(work, isPatient, CancellationToken.None);
        var answer = new CachedAnswer(found is null ? default : JsonSerializer.SerializeToUtf8Bytes(found, json.Value.SerializerOptions), began);
        last.Keep(question, answer);
        return answer;
    }
}
