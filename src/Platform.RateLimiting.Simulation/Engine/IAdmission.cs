namespace Platform.RateLimiting.Simulation.Engine;

/// <summary>Decides which calls reach the service.</summary>
internal interface IAdmission
{
    double Limit { get; }

    /// <summary>A call has come: begin it, refuse it, or let it wait.</summary>
    void Arrive(SimulatedCall call);

    /// <summary>A call has been served.</summary>
    /// <param name="call">The call.</param>
    /// <param name="inTime">Whether its caller was still there.</param>
    void Done(SimulatedCall call, bool inTime);
}
