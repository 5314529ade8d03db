namespace Steadfast.Local.Simulation.Worlds;

/// <summary>Kills the Function App of a world at its next commit, once or several times.</summary>
internal static class AppKills
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(40);

    /// <summary>Begins it.</summary>
    /// <param name="again">How often it is killed again after that.</param>
    public static void Begin(World world, int again)
    {
        FunctionAppRun app = world.App!;
        if (app.DiesAtNextCommit)
        {
            // It is to be killed already, or dead: one is started after that, not two.
            world.After(Between, () => Begin(world, again));
            return;
        }

        app.DiesAtNextCommit = true;
        app.Killed += () =>
        {
            world.StartAppLater();
            if (again > 0)
            {
                world.After(Between, () => Begin(world, again - 1));
            }
        };
    }
}
