using Polly.Registry;

namespace Steadfast.WebApp.Database;

/// <summary>Gives the rest of the application reads and writes that are answered, or have failed, before the deadline.</summary>
internal sealed class DatabaseAccess
{
    private readonly DatabaseMonitorState _monitored;
    private readonly DatabaseChannel _reads;
    private readonly DatabaseChannel _writes;

    public DatabaseAccess(DatabaseMonitorState monitored, Migrations migrations, DatabasePools pools, ResiliencePipelineProvider<string> pipelines)
    {
        _monitored = monitored;
        _reads = new DatabaseChannel(pools.Reads, pipelines, DatabaseResilience.Reads, OnFailure);
        _writes = new DatabaseChannel(pools.Writes, pipelines, DatabaseResilience.Writes, kind =>
        {
            monitored.WriteRefused(kind);
            OnFailure(kind);
        });

        void OnFailure(FailureKind kind)
        {
            if (kind == FailureKind.NoSchema)
            {
                migrations.Again();
            }
            else if (FailurePolicy.CondemnsAll(kind))
            {
                monitored.InvalidateStatus();
            }
        }
    }

    /// <summary>Reads. The work may run more than once.</summary>
    /// <exception cref="DatabaseFailureException">It could not be read in time.</exception>
    public Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellation) => ReadAsync(work, isPatient: true, cancellation);

    /// <summary>Reads, and waits for trouble to pass only if <paramref name="isPatient"/>. The work may run more than once.</summary>
    /// <exception cref="DatabaseFailureException">It could not be read in time.</exception>
    public Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> work, bool isPatient, CancellationToken cancellation) =>
        RunAsync(_reads, work, write: false, isPatient, cancellation);

    /// <summary>Writes. The work may run more than once, and must then change nothing more.</summary>
    /// <exception cref="DatabaseFailureException">It is not known to be written.</exception>
    public async Task<T> WriteAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellation)
    {
        var result = await RunAsync(_writes, work, write: true, isPatient: true, cancellation);
        _monitored.WriteSucceeded();
        return result;
    }

    /// <summary>Writes, and waits for no trouble to pass: what the database does at this moment is the answer, also where others are not let in.</summary>
    /// <exception cref="DatabaseFailureException">It is not known to be written.</exception>
    public async Task<T> WriteOnceAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellation)
    {
        var result = await _writes.RunAsync(work, patient: false, cancellation);
        _monitored.WriteSucceeded();
        return result;
    }

    private Task<T> RunAsync<T>(DatabaseChannel channel, Func<DatabaseSession, Task<T>> work, bool write, bool isPatient, CancellationToken cancellation) =>
        _monitored.Admit(write) switch
        {
            Admission.Refused => throw new DatabaseFailureException(FailureKind.Unreachable),
            var admission => channel.RunAsync(work, isPatient && admission == Admission.Patient, cancellation),
        };
}
