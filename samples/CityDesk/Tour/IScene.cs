namespace CityDesk.Tour;

/// <summary>One thing that the desk does, shown on a desk that really runs.</summary>
internal interface IScene
{
    /// <summary>One word by which it is asked for.</summary>
    string Name { get; }

    /// <summary>What happens, in one sentence.</summary>
    string Title { get; }

    /// <summary>Plays it, says what is seen, and checks it.</summary>
    /// <exception cref="OperatorException">Something was not as it should be.</exception>
    Task PlayAsync(TourDesk desk, Narrator tell, CancellationToken cancellationToken);
}
