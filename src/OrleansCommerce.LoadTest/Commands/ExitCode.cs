namespace OrleansCommerce.LoadTest.Commands;

internal static class ExitCode
{
    public const int Good = 0;

    /// <summary>Something was lost, went wrong or does not balance; also what a wrong command line gives.</summary>
    public const int Failed = 1;

    /// <summary>The work could not begin: no server, no demo data, no readable journal.</summary>
    public const int NotRun = 2;

    /// <summary>Stopped by the user, as shells report it.</summary>
    public const int Stopped = 130;
}
