using MlNetTransfer.Kernels;

namespace MlNetTransfer.Tests.Kernels;

/// <summary>Chains of pointwise and depthwise convolutions against the same convolutions one after another: the same bits at every width and division.</summary>
public class InvertedResidualTests
{
    public static TheoryData<int, int> WidthsAndSeeds
    {
        get
        {
            TheoryData<int, int> data = [];
            foreach (int width in new[] { 16, 8, 4, 1 })
            {
                for (int seed = 0; seed < (width == 16 ? 24 : 6); seed++)
                {
                    data.Add(width, seed);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndSeeds))]
    public void A_chain_gives_the_bits_of_its_convolutions(int width, int seed)
    {
        ChainProblem problem = ChainProblem.Random(seed);
        float[] expected = problem.OneByOne(width);
        PreparedOperation chain = KernelRig.At(width, problem.Prepare);
        foreach (int range in new[] { 0, 1, 2, 3 })
        {
            Assert.Equal(expected, problem.Answer(chain, range));
        }
    }

    [Theory]
    [InlineData(24, 144, 24, 56, 3, 1)]
    [InlineData(16, 96, 24, 112, 3, 2)]
    [InlineData(40, 120, 40, 28, 5, 1)]
    [InlineData(160, 960, 160, 7, 3, 1)]
    [InlineData(0, 32, 16, 112, 3, 1)]
    public void Real_layers_in_several_strips_give_the_bits_of_their_convolutions(int input, int middle, int output, int size, int kernel, int stride)
    {
        ChainProblem problem = new(
            new ChainSizes(input, middle, output, size, size + 1)
            {
                Kernel = kernel,
                Stride = stride,
                Pad = kernel / 2,
                Activation = Activation.Relu6,
            },
            seed: size);
        PreparedOperation chain = KernelRig.At(16, problem.Prepare);
        Assert.True(chain.ItemCount(1) > 1);
        float[] expected = problem.OneByOne(16);
        Assert.Equal(expected, problem.Answer(chain));
        Assert.Equal(expected, problem.Answer(chain, 1));
    }

    [Fact]
    public void Links_that_do_not_follow_each_other_are_refused()
    {
        ChainProblem problem = new(new ChainSizes(8, 16, 8, 12, 12), seed: 1);
        InvertedResidualSpec spec = problem.Spec with { Depthwise = problem.Spec.Depthwise with { Shape = problem.Spec.Depthwise.Shape with { Groups = 2 } } };
        Assert.Throws<ArgumentException>(() => InvertedResidual.Prepare(spec, problem.Weights));
        InvertedResidualSpec narrow = problem.Spec with { Expand = null, Depthwise = problem.Spec.Depthwise with { Input = new BlockedLayout(16, 12, 12) } };
        Assert.Throws<ArgumentException>(() => InvertedResidual.Prepare(narrow, problem.Weights));
    }
}
