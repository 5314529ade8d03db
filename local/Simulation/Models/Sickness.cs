namespace Steadfast.Local.Simulation.Models;

/// <summary>Fault of a machine.</summary>
internal enum Sickness
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The web server is dead: connections are refused.</summary>
    Crashed,

    /// <summary>It takes connections and does not answer.</summary>
    Hung,

    /// <summary>It answers, but too late for everybody.</summary>
    Slow,

    /// <summary>It answers 503.</summary>
    Failing,

    /// <summary>It serves and does not, by turns.</summary>
    Flapping,
}

/// <summary>The least that helps a machine. Anything stronger helps too.</summary>
internal enum Cure
{
    /// <summary>Time.</summary>
    Time,

    /// <summary>A restart.</summary>
    Restart,

    /// <summary>A fresh disk.</summary>
    Reimage,

    /// <summary>Another machine.</summary>
    Replace,

    /// <summary>A person.</summary>
    Person,
}
