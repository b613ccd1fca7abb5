namespace Platform.Validation.Schema.Evaluation;

/// <summary>Whether failures are described. The compiler makes one evaluator for each, so that answering yes or no pays nothing for it.</summary>
internal interface IEvaluationMode
{
    static abstract bool Collects { get; }
}

/// <summary>Yes or no.</summary>
internal readonly struct Judging : IEvaluationMode
{
    public static bool Collects => false;
}

/// <summary>What is wrong, and where.</summary>
internal readonly struct Collecting : IEvaluationMode
{
    public static bool Collects => true;
}
