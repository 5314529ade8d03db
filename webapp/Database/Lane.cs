using MySql.Data.MySqlClient;

namespace Steadfast.WebApp.Database;

/// <summary>
/// One thread with one connection at most. The driver's asynchronous calls ignore deadlines when the server hangs, so calls are
/// synchronous, on threads whose number is fixed.
/// </summary>
internal sealed class Lane(DatabaseConnector connector, ConnectionEra eras, DatabaseLimits limits, TimeProvider clock, CancellationToken stopping)
{
    private DatabaseSession? _session;
    private int _era;

    /// <summary>Told of every failed try.</summary>
    public required Action<FailureKind> OnFailure { get; init; }

    /// <summary>Takes requests until there are no more.</summary>
    public void Serve(IEnumerable<ILaneWork> requests)
    {
        foreach (var request in requests)
        {
            while (request.Wanted && !Try(request))
            {
                stopping.WaitHandle.WaitOne(limits.Pause);
            }
        }

        Drop();
    }

    /// <summary>True when the request is done, one way or the other; false to try again after a pause.</summary>
    private bool Try(ILaneWork request)
    {
        try
        {
            request.Run(Session());
            return true;
        }
        catch (Exception e)
        {
            var kind = FailurePolicy.KindOf(e);
            bool aged = _session is { Young: false };
            Condemn(kind, aged);
            OnFailure(kind);
            request.Troubled(kind);
            if (FailurePolicy.CondemnsAll(kind) && aged && HasTime(request))
            {
                // The fault may be the old connection's alone; a new one tells, and that needs no waiting.
                return Try(request);
            }

            if (request.Patient && FailurePolicy.MayPass(kind) && HasTime(request))
            {
                return false;
            }

            request.Fail(new DatabaseFailureException(kind, e));
            return true;
        }
    }

    private DatabaseSession Session()
    {
        int era = eras.Current;
        if (_era != era)
        {
            Drop();
        }

        _era = era;
        return _session ??= connector.Open();
    }

    /// <summary>Closes the connection after a failure, whatever it was, and ends its era when the others are in doubt too.</summary>
    private void Condemn(FailureKind kind, bool aged)
    {
        // A young connection came from the name a moment ago: others of its age would find the same.
        if (aged && FailurePolicy.CondemnsAll(kind))
        {
            eras.End(_era);
        }

        // A young connection to a read-only server is kept, else every refused write would open another.
        if (aged || kind != FailureKind.ReadOnly)
        {
            Drop();
        }
    }

    private void Drop()
    {
        var closing = _session;
        _session = null;
        try
        {
            closing?.Dispose();
        }
        catch (Exception e) when (e is MySqlException or IOException)
        {
            // It was broken; its socket is closed all the same.
        }
    }

    private bool HasTime(ILaneWork request) =>
        !stopping.IsCancellationRequested && clock.GetTimestamp() + clock.TimestampFrequency * limits.Pause.TotalSeconds < request.GivesUpAt;
}
